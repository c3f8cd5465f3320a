"""Storms: what the site has to stand, made by hand. Each part is played short by a test, and long by a command."""
