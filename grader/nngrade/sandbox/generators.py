"""Random generators that a suite passes on: the worker draws from its own, and ours goes on from where that left off."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from nngrade.sandbox import wire
from nngrade.sandbox.draws import went_on


@dataclass
class RngState:
    """A random generator as it was when a suite passed it on."""

    number: int
    bit_generator: str
    state: Any
    seed: Any = 0

    def generator(self) -> np.random.Generator:
        """A new generator in that state."""
        made = np.random.Generator(getattr(np.random, self.bit_generator)(self.seed))
        made.bit_generator.state = self.state
        return made


class Generators:
    """The generators that one check has passed to the worker."""

    def __init__(self) -> None:
        self._count = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew for the next check; numbers are never used twice."""
        self._known: dict[int, np.random.Generator] = {}
        self._states: dict[int, Any] = {}

    def ever(self) -> int:
        """How many there have been, in earlier checks too: the worker forgets those when it gets a new one."""
        return self._count

    def snapshot(self, generator: np.random.Generator) -> RngState:
        """The generator as it is now."""
        bits = generator.bit_generator
        return RngState(self.number(generator), type(bits).__name__, bits.state, copy.deepcopy(bits.seed_seq))

    def pack(self, generator: np.random.Generator) -> wire.Node:
        """The node of a generator: its number, and its state where the worker does not know it."""
        number = self.number(generator)
        state = _plain_state(generator.bit_generator.state)
        unchanged = number in self._states and _plain_state(self._states[number]) == state
        self._states[number] = state
        node = None if unchanged else wire.pack(state, [], _refuse)
        seed = None if unchanged else _seed(generator)
        return ["g", number, type(generator.bit_generator).__name__, node, min(self._known), seed]

    def number(self, generator: np.random.Generator) -> int:
        """What a generator is called between grader and worker."""
        for number, known in self._known.items():
            if known is generator:
                return number
        self._count += 1
        self._known[self._count] = generator
        return self._count

    def take(self, number: int, state: Any) -> None:
        """Let a generator go on where the worker's left off, unless the suite has drawn from it meanwhile."""
        generator, sent, state = self._known.get(number), self._states.get(number), _plain_state(state)
        if generator is None or state == sent:
            return
        if not went_on(sent, state):
            raise wire.WireError("a random generator was set to a state that drawing does not lead to")
        if _plain_state(generator.bit_generator.state) == sent:
            generator.bit_generator.state = state
        self._states[number] = state


def _seed(generator: np.random.Generator) -> wire.Node:
    """What the generator was seeded with, so that it can spawn children; None where NumPy does not tell."""
    sequence = generator.bit_generator.seed_seq
    if not isinstance(sequence, np.random.SeedSequence):
        return None
    facts = [sequence.entropy, list(sequence.spawn_key), sequence.pool_size, sequence.n_children_spawned]
    return wire.pack(facts, [], _refuse)


def _plain_state(state: Any) -> Any:
    """A generator's state with arrays (MT19937's key) as lists, so that it fits inside a node."""
    if isinstance(state, dict):
        return {key: _plain_state(value) for key, value in state.items()}
    return state.tolist() if isinstance(state, np.ndarray) else state


def _refuse(_value: Any) -> None:
    return None
