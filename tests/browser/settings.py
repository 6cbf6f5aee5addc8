"""The settings of the servers that browsers drive: those of production, with passwords that cost nothing to check.

Somebody signs in hundreds of times; each time the real hasher would take a quarter of a second of processor time.
"""

from config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
