"""Where a learner's training first departs from Keras: which epoch, which batch, which quantity, by how much, and why.

It runs the learner's own functions on the recorded state of each step, so that one mistake shows once, where it is made.
"""

from nngrade.microscope.departure import Departure
from nngrade.microscope.inspect import Subject, first_departure, first_mistake
from nngrade.microscope.recording import Recording, walk

__all__ = ["Departure", "Recording", "Subject", "first_departure", "first_mistake", "walk"]
