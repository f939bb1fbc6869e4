"""Whether a GPU trains, and if not, why."""

from grader.doctor.machine import Machine
from grader.doctor.said import Finding

_LEAST_DRIVER = 525
"""NVIDIA's driver must be as new. Source: CUDA 12 compatibility, NVIDIA's release notes."""

_PROCESSOR = "training runs on the processor"


def graphics(machine: Machine) -> Finding:
    """The GPU, and the first reason why it is not used."""
    seen, device = machine.gpu, machine.trial.device
    if device.startswith("gpu"):
        driver = f", driver {seen.driver}" if seen.driver else ""
        return Finding("gpu", "GPU", "good", f"{device[5:-1]}{driver}: training runs there")
    if not seen.nodes and not seen.driver:
        return Finding("gpu", "GPU", "aside", f"none found; {_PROCESSOR}")
    text, command = _reason(machine)
    return Finding("gpu", "GPU", "warning", f"{text}; {_PROCESSOR}", command)


def _reason(machine: Machine) -> tuple[str, str]:
    """Why a GPU that is there is not used, and the command that mends it."""
    seen = machine.gpu
    if seen.hidden is not None:
        text = f'CUDA_VISIBLE_DEVICES="{seen.hidden}" hides it'
        return text, "unset CUDA_VISIBLE_DEVICES"
    if seen.nodes == ("kfd",):
        return "an AMD GPU, which this TensorFlow cannot use", ""
    if not seen.driver and "dxg" not in seen.nodes:
        return "a GPU, but NVIDIA's driver is not loaded; this must list the GPU", "nvidia-smi"
    if seen.driver and int(seen.driver.partition(".")[0]) < _LEAST_DRIVER:
        return f"NVIDIA's driver {seen.driver} is older than {_LEAST_DRIVER}; renew it", ""
    driver = f"driver {seen.driver}" if seen.driver else "a GPU"
    if not seen.libraries:
        return f"{driver}, but no CUDA libraries", "pip install 'cnn-grade[cuda]'"
    command = "pip install --force-reinstall 'cnn-grade[cuda]'"
    return f"{driver} and CUDA libraries, yet TensorFlow sees no GPU", command
