from activities.admin.activities import LectureAdmin, LetterAdmin, SymposiumAdmin, TourAdmin, VisitAdmin

__all__ = ["LectureAdmin", "LetterAdmin", "SymposiumAdmin", "TourAdmin", "VisitAdmin"]
