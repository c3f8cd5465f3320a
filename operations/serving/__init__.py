"""The web server: one process that listens and starts workers, and workers that take requests whole before a thread.

It knows the WSGI application and its limits by what config/serve.py hands over, and no word of the field.
"""
