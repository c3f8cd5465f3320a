"""Storms: the product as it is started, on both databases, while what it stands on breaks.

`python3 dev.py storm` runs them all, `python3 dev.py storm --short` a short form. Phones answer the questionnaire as
phones do, and go on until they are thanked; afterwards the database is asked what is there.
"""
