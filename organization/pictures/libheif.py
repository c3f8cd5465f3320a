"""The part of libheif's interface that reading a picture tile by tile needs.

Pi-heif brings the library along, and asks it only for whole pictures. No ORM, no request.
"""

import ctypes
from ctypes import POINTER, Structure, c_char_p, c_int, c_size_t, c_ubyte, c_uint8, c_uint32, c_uint64, c_void_p
from pathlib import Path
from types import SimpleNamespace

import _pi_heif
from PIL import Image

from organization.pictures.source import READER_MEMORY, UnreadablePicture

# By the numbers of heif_transform_mirror_direction, and by degrees against the clock.
MIRRORS = {0: Image.Transpose.FLIP_TOP_BOTTOM, 1: Image.Transpose.FLIP_LEFT_RIGHT}
ROTATIONS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
TURN_LIMIT = 8
# Of heif_colorspace, heif_chroma and heif_channel.
AS_STORED, RGB, CHROMA_420, INTERLEAVED_RGB, INTERLEAVED_RGBA = 99, 1, 1, 10, 11
# Pixels: a stream is coded in whole blocks.
CODED_BLOCK = 64
BT_601 = 6  # of ITU-T H.273
LUMA, BLUE, RED, INTERLEAVED = 0, 1, 2, 10


class HeifError(Structure):
    _fields_ = [("code", c_int), ("subcode", c_int), ("message", c_char_p)]


class HeifLimits(Structure):
    """The first two versions of it; the library fills in all, and grows it at the end."""

    _fields_ = [
        ("version", c_uint8),
        ("max_image_size_pixels", c_uint64),
        ("max_number_of_tiles", c_uint64),
        ("max_bayer_pattern_pixels", c_uint32),
        ("max_items", c_uint32),
        ("max_color_profile_size", c_uint32),
        ("max_memory_block_size", c_uint64),
        ("max_components", c_uint32),
        ("max_iloc_extents_per_item", c_uint32),
        ("max_size_entity_group", c_uint32),
        ("max_children_per_box", c_uint32),
        ("max_total_memory", c_uint64),
    ]


class HeifTiling(Structure):
    _fields_ = [
        ("version", c_int),
        ("columns", c_uint32),
        ("rows", c_uint32),
        ("tile_width", c_uint32),
        ("tile_height", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("offsets", c_uint32 * 2),
        ("extra_dimension_count", c_uint8),
        ("extra_dimensions", c_uint32 * 8),
    ]


class HeifDecodingOptions(Structure):
    """The first two versions of it."""

    _fields_ = [
        ("version", c_uint8),
        ("ignore_transformations", c_uint8),
        ("callbacks", c_void_p * 3),
        ("callback_data", c_void_p),
        ("convert_hdr_to_8bit", c_uint8),
    ]


class HeifColours(Structure):
    """As ITU-T H.273 numbers them."""

    _fields_ = [
        ("version", c_uint8),
        ("primaries", c_int),
        ("transfer", c_int),
        ("matrix", c_int),
        ("is_full_range", c_uint8),
    ]


def _find_library():
    module = Path(_pi_heif.__file__)
    # On Linux and macOS a module's own libraries are found through it; on Windows they stand beside it.
    return ctypes.CDLL(str(next(module.parent.glob("libheif-*.dll"), module)))


_FUNCTIONS = {
    "context_alloc": (c_void_p,),
    "context_free": (None, c_void_p),
    "context_get_security_limits": (POINTER(HeifLimits), c_void_p),
    "context_set_max_decoding_threads": (None, c_void_p, c_int),
    "context_read_from_memory_without_copy": (HeifError, c_void_p, c_char_p, c_size_t, c_void_p),
    "context_get_primary_image_handle": (HeifError, c_void_p, POINTER(c_void_p)),
    "image_handle_release": (None, c_void_p),
    "image_handle_has_alpha_channel": (c_int, c_void_p),
    "image_handle_get_luma_bits_per_pixel": (c_int, c_void_p),
    "image_handle_get_raw_color_profile_size": (c_size_t, c_void_p),
    "image_handle_get_raw_color_profile": (HeifError, c_void_p, c_void_p),
    "image_handle_get_item_id": (c_uint32, c_void_p),
    "item_get_transformation_properties": (c_int, c_void_p, c_uint32, c_void_p, c_int),
    "item_get_property_type": (c_uint32, c_void_p, c_uint32, c_uint32),
    "item_get_property_transform_mirror": (c_int, c_void_p, c_uint32, c_uint32),
    "item_get_property_transform_rotation_ccw": (c_int, c_void_p, c_uint32, c_uint32),
    "image_handle_get_image_tiling": (HeifError, c_void_p, c_int, POINTER(HeifTiling)),
    "image_handle_decode_image_tile": (
        HeifError,
        c_void_p,
        POINTER(c_void_p),
        c_int,
        c_int,
        POINTER(HeifDecodingOptions),
        c_uint32,
        c_uint32,
    ),
    "decoding_options_alloc": (POINTER(HeifDecodingOptions),),
    "decoding_options_free": (None, POINTER(HeifDecodingOptions)),
    "decode_image": (HeifError, c_void_p, POINTER(c_void_p), c_int, c_int, POINTER(HeifDecodingOptions)),
    "image_release": (None, c_void_p),
    "image_get_chroma_format": (c_int, c_void_p),
    "image_get_width": (c_int, c_void_p, c_int),
    "image_get_height": (c_int, c_void_p, c_int),
    "image_get_plane_readonly": (c_void_p, c_void_p, c_int, POINTER(c_int)),
    "image_get_nclx_color_profile": (HeifError, c_void_p, POINTER(POINTER(HeifColours))),
    "nclx_color_profile_free": (None, POINTER(HeifColours)),
}


def _declare(library):
    """An attribute for each function, without the prefix."""
    functions = SimpleNamespace()
    for name, (result, *arguments) in _FUNCTIONS.items():
        function = getattr(library, f"heif_{name}")
        function.restype, function.argtypes = result, arguments
        if result is HeifError:
            function.errcheck = _check
        setattr(functions, name, function)
    return functions


def _check(error, *_):
    if error.code:
        raise UnreadablePicture(error.message)


try:
    heif = _declare(_find_library())
except (OSError, AttributeError):  # not where it is expected, or older than tiles are
    heif = None


class HeifFile:
    """The picture of a file, and what has to be freed with it."""

    def __init__(self, content: bytes):
        # The library reads from it as long as the context lives.
        self.content = content
        self.context, self.handle = heif.context_alloc(), c_void_p()
        heif.context_read_from_memory_without_copy(self.context, content, len(content), None)
        heif.context_get_primary_image_handle(self.context, ctypes.byref(self.handle))

    def __del__(self):
        heif.image_handle_release(self.handle)
        heif.context_free(self.context)

    @property
    def has_alpha(self) -> bool:
        return bool(heif.image_handle_has_alpha_channel(self.handle))

    @property
    def bits(self) -> int:
        return heif.image_handle_get_luma_bits_per_pixel(self.handle)

    @property
    def profile(self) -> bytes:
        profile = ctypes.create_string_buffer(heif.image_handle_get_raw_color_profile_size(self.handle))
        if profile:
            heif.image_handle_get_raw_color_profile(self.handle, profile)
        return profile.raw

    @property
    def tiling(self) -> HeifTiling:
        """Of the picture as it lies. One without tiles is a single one."""
        tiling = HeifTiling(version=1)
        heif.image_handle_get_image_tiling(self.handle, False, ctypes.byref(tiling))
        return tiling

    @property
    def turns(self) -> tuple[Image.Transpose, ...]:
        place = self.context, heif.image_handle_get_item_id(self.handle)
        properties = (c_uint32 * TURN_LIMIT)()
        count = heif.item_get_transformation_properties(*place, properties, TURN_LIMIT)
        turns = (self._turn(*place, number) for number in properties[:count])
        return tuple(turn for turn in turns if turn is not None)

    def _turn(self, *place) -> Image.Transpose | None:
        match heif.item_get_property_type(*place).to_bytes(4):
            case b"imir":
                return MIRRORS.get(heif.item_get_property_transform_mirror(*place))
            case b"irot":
                return ROTATIONS.get(heif.item_get_property_transform_rotation_ccw(*place))
        return None

    def limit(self, width: int, height: int) -> None:
        """What the decoders may allocate, whatever the streams within claim."""
        limits = heif.context_get_security_limits(self.context)[0]
        limits.max_image_size_pixels = (width + CODED_BLOCK) * (height + CODED_BLOCK)
        limits.max_memory_block_size = READER_MEMORY

    def decode(self, space: int, chroma: int) -> "HeifImage":
        return self._decode(heif.decode_image, space, chroma)

    def decode_tile(self, space: int, chroma: int, column: int, row: int) -> "HeifImage":
        return self._decode(heif.image_handle_decode_image_tile, space, chroma, column, row)

    def _decode(self, function, space, chroma, *place):
        image, options = c_void_p(), heif.decoding_options_alloc()
        options[0].convert_hdr_to_8bit = options[0].ignore_transformations = 1
        try:
            function(self.handle, ctypes.byref(image), space, chroma, options, *place)
        finally:
            heif.decoding_options_free(options)
        return HeifImage(image)


class HeifImage:
    """Decoded pixels."""

    def __init__(self, image):
        self.image = image

    def __del__(self):
        heif.image_release(self.image)

    @property
    def chroma(self) -> int:
        return heif.image_get_chroma_format(self.image)

    @property
    def colours(self) -> tuple[int, bool]:
        """The number of the matrix, and whether black is 0: the library's own guess where the file does not say."""
        colours = POINTER(HeifColours)()
        try:
            heif.image_get_nclx_color_profile(self.image, ctypes.byref(colours))
        except UnreadablePicture:
            return BT_601, True
        try:
            return colours[0].matrix, bool(colours[0].is_full_range)
        finally:
            heif.nclx_color_profile_free(colours)

    def size(self, channel: int) -> tuple[int, int]:
        return heif.image_get_width(self.image, channel), heif.image_get_height(self.image, channel)

    def rows(self, channel: int, mode: str, top: int, count: int) -> Image.Image:
        stride = c_int()
        start = heif.image_get_plane_readonly(self.image, channel, ctypes.byref(stride))
        width, height = self.size(channel)
        if not start or not 0 <= top < top + count <= height:
            raise UnreadablePicture
        content = (c_ubyte * (stride.value * count)).from_address(start + top * stride.value)
        return Image.frombytes(mode, (width, count), bytes(content), "raw", mode, stride.value, 1)
