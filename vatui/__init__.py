"""vatui: the daily console of a virtual assistant with many remote clients."""

__version__ = "0.1.0"
