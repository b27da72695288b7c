"""The checksums of files by code that others wrote: a line of CRC32, CRC32C, CRC64NVME and SHA256, in S3's base64, for each file."""
import base64
import hashlib
import sys
import zlib

import awscrt.checksums
import crcmod

# The parameters of CRC-64/NVME: the polynomial with its highest power, reflected, inverted before and after.
crc64nvme = crcmod.mkCrcFun(0x1AD93D23594C93659, initCrc=0, xorOut=0xFFFFFFFFFFFFFFFF, rev=True)

for path in sys.argv[1:]:
    data = open(path, "rb").read()
    values = [
        zlib.crc32(data).to_bytes(4, "big"),
        awscrt.checksums.crc32c(data).to_bytes(4, "big"),
        crc64nvme(data).to_bytes(8, "big"),
        hashlib.sha256(data).digest(),
    ]
    print(*(base64.b64encode(value).decode() for value in values))
