"""Machines to try the checks on."""

from grader.datasets.stock import Stock
from grader.doctor.machine import Cores, Gpu, Machine, Memory, Room, Trial

FLOWERS = Stock(
    id="flowers",
    title="tf_flowers",
    state="sample",
    where="drawn flowers",
    command="cnn-grade data get flowers",
    fetch_bytes=228_813_984,
)
MNIST = Stock(
    id="mnist",
    title="MNIST",
    state="full",
    where="Keras cache",
    path="/home/me/.keras/datasets/mnist.npz",
    size_bytes=11_490_434,
)
LAPTOP = Machine(
    python="3.12.3",
    platform="Linux x86_64",
    backend="tensorflow",
    backend_there=True,
    avx=True,
    cores=Cores(8, 8),
    memory=Memory(16_000_000_000, 9_000_000_000),
    gpu=Gpu(),
    trial=Trial(
        tensorflow="2.21.0",
        keras="3.15.1",
        backend="tensorflow",
        device="cpu",
        start_s=2.5,
        steps=300,
        step_s=0.0145,
        reference_steps=1_375,
    ),
    temp=Room("/tmp", 60_000_000_000),  # noqa: S108 - nothing is written there
    cache=Room("/home/me/.cache/cnn-grade", 60_000_000_000),
    stock=(MNIST, FLOWERS),
)
