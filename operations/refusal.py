class OperationRefused(Exception):
    """Says, in a sentence for whoever runs it, why nothing was done. It goes on record as it is."""
