"""The web server: one process that listens and starts workers, and workers in which uvicorn speaks HTTP.

A request is taken whole before a thread, and an answer leaves its thread at once.

It knows the WSGI application and its limits by what config/serve.py hands over, and no word of the field.
"""
