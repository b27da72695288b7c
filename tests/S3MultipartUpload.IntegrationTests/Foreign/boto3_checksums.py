"""Puts files by boto3 with checksums that boto3's client computes: a line of CRC32 and SHA256, as the store keeps them, for each file."""
import os
import sys

import boto3
from botocore.config import Config

bucket = sys.argv[1]
s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["S3_ENDPOINT"],
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
)

for path in sys.argv[2:]:
    values = []
    for algorithm in ("CRC32", "SHA256"):
        with open(path, "rb") as body:
            s3.put_object(Bucket=bucket, Key="theirs", Body=body, ChecksumAlgorithm=algorithm)
        values.append(s3.head_object(Bucket=bucket, Key="theirs", ChecksumMode="ENABLED")["Checksum" + algorithm])
    print(*values)
