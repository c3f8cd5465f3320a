from returnees.admin.entrances import EntranceAdmin
from returnees.admin.returnees import ReturneeAdmin

__all__ = ["EntranceAdmin", "ReturneeAdmin"]
