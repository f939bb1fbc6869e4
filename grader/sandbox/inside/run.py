"""One answer from source to trained weights, inside the learner's process."""

import builtins
import os
import sys
import types
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np

from grader.evidence import LayerGraph, Trained
from grader.sandbox.channel import read_frame, write_frame
from grader.sandbox.inside import describe, graph, keras_start
from grader.sandbox.inside.allowance import Allowance
from grader.sandbox.inside.faults import FaultError, raised
from grader.sandbox.inside.fit import Watched, watch_fit
from grader.sandbox.inside.task import Task
from grader.sandbox.requests import Go, Infer, Job, Predict, Preprocess, ToLearner

_REQUEST_BYTES = 1 << 30
_ASKED = Predict | Infer | Preprocess


class Run:
    """A conversation with the grader about one answer; open until the last frame is sent."""

    def __init__(self, read: int, write: int, task: Task) -> None:
        self._read, self._write, self._task, self._job = read, write, task, task.job
        self.stage = "import"
        # Weights before the first training of each model, and the models, so that no id is reused.
        self._before: dict[int, tuple[Any, list[np.ndarray]]] = {}
        self._offered: Any = None
        self._watched: Watched

    def answer(self) -> None:
        """Run the job; whatever the learner's code raises is sent, not shown."""
        keras.utils.set_random_seed(self._job.seed)
        self._task.serve()
        self._watched = watch_fit(
            self._write, self._before_fit, Allowance(self._job.budget, keras_start.work_s)
        )
        try:
            module = import_answer(self._job, as_script=not self._job.defines_builder)
            self._hand_back(module, self._train(module))
        # The learner's code may raise anything at all, SystemExit included; it becomes a value.
        except BaseException as error:  # noqa: BLE001
            write_frame(self._write, raised(error, self.stage, self._job.file_name))

    def _train(self, module: Any) -> Any:
        """Build and train; the trained model."""
        if not self._job.defines_builder:
            return self._left_behind(module)
        self.stage = "preprocess"
        data = self._task.data(module)
        self.stage = "build"
        model = describe.checked_model(module.build_model, self._task.arguments())
        self._offer(model)
        self.stage = "train"
        if not self._job.defines_train:
            self._task.fit(model, *data)
            return model
        returned = module.train(model, *data)
        return returned if isinstance(returned, keras.Model) else model

    def _left_behind(self, module: Any) -> Any:
        """The model that a free-form script leaves: `model`, else the last made, or trained."""
        models = [value for value in vars(module).values() if isinstance(value, keras.Model)]
        named = vars(module).get("model")
        trained = [model for model, _ in self._before.values()]
        model = named if isinstance(named, keras.Model) else (trained + models or [None])[-1]
        if model is None:
            raise FaultError("no_model")
        if self._offered is None:
            self._offer(model)
        return model

    def _before_fit(self, model: Any) -> None:
        """Called before each `fit`: no training at import, and a script's model is offered once."""
        if self.stage == "import":
            if self._job.defines_builder:
                raise FaultError("trains_at_import")
            self._offer(model)
            self.stage = "train"
        if id(model) not in self._before and model.built:
            self._before[id(model)] = (model, describe.weight_arrays(model))

    def _offer(self, model: Any) -> None:
        """Tell the grader of the model and wait for its word to train."""
        self._describe(model)
        self._before[id(model)] = (model, describe.weight_arrays(model))
        self._offered = model
        self._watched.offered(model)
        self._receive(Go)
        self._watched.allowance.start()

    def _describe(self, model: Any) -> None:
        built = describe.describe(model, self._task.picture_shape)
        blocks = []
        if self._task.sends_weights and built.graph is not None:
            blocks = [value.tobytes() for value in describe.weight_arrays(model)]
        write_frame(self._write, built, blocks)

    def _hand_back(self, module: Any, model: Any) -> None:
        self.stage = "hand_back"
        if model is not self._offered:
            # A script may train several networks, and train() may return another one than it got:
            # the one that is left is the one that counts.
            self._describe(model)
        told, values = _told(model)
        watched = self._watched
        trained = Trained(
            graph=told,
            history=watched.history(),
            epochs=watched.epochs,
            weights_changed=self._changed(model, values),
            finite=all(bool(np.isfinite(value).all()) for value in values),
            served=self._task.served(),
            fits=watched.fits(),
            cut=watched.allowance.cut(),
        )
        write_frame(self._write, trained, [value.tobytes() for value in values] if told else [])
        self._answer_requests(module, model)

    def _answer_requests(self, module: Any, model: Any) -> None:
        while request := self._receive(_ASKED):
            self.stage = "preprocess" if isinstance(request[0], Preprocess) else "hand_back"
            message, blocks = self._task.reply(module, model, *request)
            write_frame(self._write, message, blocks)

    def _changed(self, model: Any, values: list[np.ndarray]) -> bool:
        """Whether training changed a weight; a model first seen now was trained in its own way."""
        _, before = self._before.get(id(model), (None, []))
        return len(before) != len(values) or any(
            not np.array_equal(old, new) for old, new in zip(before, values, strict=True)
        )

    def _receive(self, kind: Any) -> tuple[Any, bytes] | None:
        frame = read_frame(self._read, _REQUEST_BYTES)
        if frame is None:
            # The grader has closed its end: it wants nothing more of this run.
            os._exit(0)
        request = msgspec.json.decode(frame.message, type=ToLearner)
        if not isinstance(request, kind):
            raise TypeError(type(request).__name__)
        return request, frame.payload


def import_answer(job: Job, *, as_script: bool) -> Any:
    """Run the learner's file as a module of its own name, or as a script; the module."""
    name = job.file_name.removesuffix(".py")
    module = types.ModuleType("__main__" if as_script else name)
    module.__file__ = job.file_name
    sys.modules[name] = module
    for own, text in job.support.items():
        # Names come from the grader's own listing of the learner's folder, never with a path.
        Path(Path(own).name).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(Path.cwd()))
    code = builtins.compile(job.code, job.file_name, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - running the learner's code is this process' purpose
    return module


def _told(model: Any) -> tuple[LayerGraph | None, list[np.ndarray]]:
    try:
        told, layers = graph.tell(model)
    except graph.NoGraphError:
        return None, describe.weight_arrays(model)
    return told, graph.arrays(layers)
