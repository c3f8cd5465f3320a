from reports.models.package import Credit, Package

__all__ = ["Credit", "Package"]
