"""The checksum of TFRecord files: CRC-32C, many pieces at once.

Source: RFC 3720, appendix B.4 (the polynomial); TensorFlow's documentation of TFRecord (the mask).
"""

import numpy as np

_POLYNOMIAL = 0x82F63B78
_ROW = 256
_SHORT = 5_000
_ALL = 0xFFFFFFFF


def masked(data: bytes) -> int:
    """CRC-32C of data, turned and shifted as TFRecord stores it.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & _ALL


def crc32c(data: bytes) -> int:
    """CRC-32C of data.

    The register is worked out for rows of 256 bytes side by side. It is linear, so that rows are
    joined by moving what came before over as many zero bytes.
    """
    # Rows side by side are worth it only when there are many.
    head = len(data) % _ROW if len(data) > _SHORT else len(data)
    crc = _ALL
    for byte in data[:head]:
        crc = crc >> 8 ^ _BYTES[(crc ^ byte) & 0xFF]
    rows = np.frombuffer(data, np.uint8, offset=head).reshape(-1, _ROW)
    registers = np.zeros(len(rows), np.uint32)
    for column in rows.T:
        registers = registers >> 8 ^ _TABLE[(registers ^ column) & 0xFF]
    for register in registers.tolist():
        a, b, c, d = _OVER_A_ROW
        crc = a[crc & 0xFF] ^ b[crc >> 8 & 0xFF] ^ c[crc >> 16 & 0xFF] ^ d[crc >> 24] ^ register
    return crc ^ _ALL


def _table() -> np.ndarray:
    """What a byte does to the register, uint32, shape (256,)."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = table >> np.uint32(1) ^ (table & np.uint32(1)) * np.uint32(_POLYNOMIAL)
    return table


def _over_a_row() -> list[list[int]]:
    """What each of the register's four bytes becomes over a row of zero bytes."""
    shifted = []
    for place in range(4):
        registers = np.arange(256, dtype=np.uint32) << np.uint32(8 * place)
        for _ in range(_ROW):
            registers = registers >> 8 ^ _TABLE[registers & 0xFF]
        shifted.append([int(value) for value in registers])
    return shifted


_TABLE = _table()
_BYTES: list[int] = _TABLE.tolist()
_OVER_A_ROW = _over_a_row()
