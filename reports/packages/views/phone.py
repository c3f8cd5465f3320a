"""Photos of a package from a phone: into the places that are still empty, from the first."""

from django.db import transaction
from django.urls import reverse
from django.views.decorators.http import require_safe

from activities.models import Photo
from activities.models.photo import WrittenFiles
from organization.choices import Act
from organization.phone_upload import PhoneTarget, StoredPhoto, code_page, upload_view
from reports.models import Package
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, fills_in, own_package


class PackagePhotos(PhoneTarget):
    key, page_name, upload_name = "package", "package_phone", "package_upload"
    act = Act.PACKAGE_EDIT

    def __init__(self, package):
        self.package, self.pk, self.committee = package, package.pk, package.committee
        self.title = f"{package.campaign.year} 年报送材料的照片"
        self.address = reverse("package", args=[package.pk])

    @classmethod
    def find(cls, account, pk):
        packages = Package.objects.visible_to(account).select_related("campaign", "committee", "scan")
        package = packages.filter(pk=pk).first()
        return cls(package) if package and fills_in(account, package) and package.is_editable else None

    @property
    def subject(self):
        return self.package

    @property
    def room(self):
        return max(0, self.package.campaign.photo_count - self.package.photos.count())

    @property
    def photos(self):
        keys = self.package.photos.order_by("position").values_list("photo", flat=True)
        return [StoredPhoto(pk, reverse("picture", args=[pk]), reverse("picture_thumbnail", args=[pk])) for pk in keys]

    def add(self, picture, *, by):
        with WrittenFiles() as files, transaction.atomic():
            photo = Photo.objects.store(picture, by=by, files=files)
            placed = life_cycle.add_photo(package=self.package, photo=photo, by=by)
            if placed.photo_id != photo.pk:  # it has a place already
                photo.remove()


@require_safe
@can_fill_in_packages
def package_phone(request, pk):
    own_package(request, pk)
    return code_page(request, PackagePhotos, pk)


package_upload = upload_view(PackagePhotos)
