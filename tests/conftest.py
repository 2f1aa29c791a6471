"""What holds for all tests."""

from hypothesis import settings

# Laws, not speed: the first call of something that loads its data takes long on a busy machine.
settings.register_profile("default", deadline=None)
settings.load_profile("default")
