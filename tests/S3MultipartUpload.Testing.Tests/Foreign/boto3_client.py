"""What boto3 does with multipart uploads: prints "done", or fails with the assertion that did not hold."""
import io
import os
import ssl
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

bucket, key, small_key, source = sys.argv[1:5]
s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["S3_ENDPOINT"],
    verify=os.environ.get("S3_CERTIFICATE"),
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
)
trust = ssl.create_default_context(cafile=os.environ.get("S3_CERTIFICATE"))
data = open(source, "rb").read()
size = 5 * 1024 * 1024


def fails(code, call, **arguments):
    try:
        call(Bucket=bucket, Key=key, **arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
    else:
        raise AssertionError(code + " did not come")


# One request
s3.put_object(Bucket=bucket, Key=small_key, Body=b"a small text", Tagging="a=b%20c")
assert s3.get_object(Bucket=bucket, Key=small_key)["Body"].read() == b"a small text"
s3.copy_object(Bucket=bucket, Key="copy \u00fc+", CopySource={"Bucket": bucket, "Key": small_key})
assert s3.get_object_tagging(Bucket=bucket, Key="copy \u00fc+")["TagSet"] == [{"Key": "a", "Value": "b c"}]
url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "copy \u00fc+"})
assert urllib.request.urlopen(url, context=trust).read() == b"a small text"

# Presigned as boto3 does by itself: by version 2
by_default = boto3.client("s3", endpoint_url=os.environ["S3_ENDPOINT"], config=Config(s3={"addressing_style": "path"}))
arguments = {"Bucket": bucket, "Key": "copy \u00fc+", "ResponseContentType": "text/x", "ResponseContentDisposition": "attachment; filename=a"}
url = by_default.generate_presigned_url("get_object", Params=arguments)
assert "AWSAccessKeyId" in url, url
answer = urllib.request.urlopen(url, context=trust)
assert answer.headers["Content-Type"] == "text/x" and answer.read() == b"a small text"
by_two = boto3.client(
    "s3", endpoint_url=os.environ["S3_ENDPOINT"], verify=os.environ.get("S3_CERTIFICATE"),
    config=Config(signature_version="s3", s3={"addressing_style": "path"}),
)
assert [item["Key"] for item in by_two.list_objects(Bucket=bucket, Prefix="copy")["Contents"]] == ["copy \u00fc+"]
assert by_two.get_object(Bucket=bucket, Key=small_key)["Body"].read() == b"a small text"
arguments = {"Bucket": bucket, "Key": "copy \u00fc+", "ContentType": "text/y", "Metadata": {"colour": "red"}}
url = by_default.generate_presigned_url("put_object", Params=arguments)
put = urllib.request.Request(url, data=b"a small text", method="PUT", headers={"Content-Type": "text/y"})
assert urllib.request.urlopen(put, context=trust).status == 200
head = s3.head_object(Bucket=bucket, Key="copy \u00fc+")
assert head["ContentType"] == "text/y" and head["Metadata"] == {"colour": "red"}, head

# Managed transfers
s3.upload_file(source, bucket, key, ExtraArgs={"Metadata": {"colour": "blue"}}, Config=TransferConfig(multipart_threshold=size, multipart_chunksize=size))
head = s3.head_object(Bucket=bucket, Key=key)
assert head["ContentLength"] == len(data) and head["Metadata"] == {"colour": "blue"} and head["ETag"].endswith('-5"'), head
received = io.BytesIO()
s3.download_fileobj(bucket, key, received, Config=TransferConfig(multipart_threshold=size, multipart_chunksize=size))
assert received.getvalue() == data

# Refused before its body was asked for: the next request on the connection is not taken for it
def only_if_there_is_none(params, **_):
    params["headers"]["If-None-Match"] = "*"


s3.meta.events.register("before-call.s3.PutObject", only_if_there_is_none)
for _ in range(2):
    fails("PreconditionFailed", s3.put_object, Body=b"another")
s3.meta.events.unregister("before-call.s3.PutObject", only_if_there_is_none)
assert s3.head_object(Bucket=bucket, Key=key)["ContentLength"] == len(data)

# Part by part, out of order, with paging
upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
parts = {}
for number, body in ((7, data[size:]), (3, data[:size])):
    parts[number] = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=body)["ETag"]
pages = s3.get_paginator("list_parts").paginate(Bucket=bucket, Key=key, UploadId=upload, PaginationConfig={"PageSize": 1})
assert [part["PartNumber"] for page in pages for part in page.get("Parts", [])] == [3, 7]
assert [found["UploadId"] for found in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == [upload]
listed = [{"PartNumber": number, "ETag": parts[number]} for number in (3, 7)]
fails("InvalidPartOrder", s3.complete_multipart_upload, UploadId=upload, MultipartUpload={"Parts": listed[::-1]})
fails("InvalidPart", s3.complete_multipart_upload, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 4, "ETag": parts[3]}]})
first = s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": listed})
again = s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": listed})
assert first["ETag"] == again["ETag"]
assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=5242878-5242881")["Body"].read() == data[5242878:5242882]

# Copies, abort, presigned part
upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
s3.upload_part_copy(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": key}, CopySourceRange="bytes=0-9")
url = s3.generate_presigned_url("upload_part", Params={"Bucket": bucket, "Key": key, "UploadId": upload, "PartNumber": 2})
assert urllib.request.urlopen(urllib.request.Request(url, data=b"x", method="PUT"), context=trust).status == 200
assert [part["Size"] for part in s3.list_parts(Bucket=bucket, Key=key, UploadId=upload)["Parts"]] == [10, 1]
s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
fails("NoSuchUpload", s3.abort_multipart_upload, UploadId=upload)

# Listings and deletion
names = [item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket) for item in page["Contents"]]
assert names == ["copy \u00fc+", small_key, key], names
s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": name} for name in names]})
assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
print("done")
