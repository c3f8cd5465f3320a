from returnees.models.entrance import Entrance
from returnees.models.returnee import Returnee, ReturneeAnswer

__all__ = ["Entrance", "Returnee", "ReturneeAnswer"]
