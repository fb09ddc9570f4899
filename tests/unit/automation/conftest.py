"""Properties are tried often enough to find what is wrong and seldom enough to stay quick.

Without a deadline: how long an example takes says nothing about what is tested.
"""

from hypothesis import settings

settings.register_profile("automation", max_examples=50, deadline=None)
settings.load_profile("automation")
