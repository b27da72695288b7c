-- The tables of version 3, and rows as it has written them. In braces: what the store, and the file system, say in the test.
create table s3_fleet_schema (version int not null);
insert into s3_fleet_schema values (3);
create table s3_fleet_upload (
  id text primary key,
  description text not null,
  folder text,
  state smallint not null,
  objects bigint not null default 0,
  objects_stored bigint not null default 0,
  objects_failed bigint not null default 0,
  bytes_stored bigint not null default 0,
  parts_stored bigint not null default 0,
  submitted_at timestamptz not null default now(),
  ended_at timestamptz,
  failure text,
  cleared_at timestamptz);
create index s3_fleet_upload_order on s3_fleet_upload (submitted_at);
create table s3_fleet_object (
  upload_id text not null references s3_fleet_upload on delete cascade,
  number bigint not null,
  object_key text not null,
  source text not null,
  state smallint not null default 0,
  attempts int not null default 0,
  size bigint,
  failure text,
  manifest text,
  session text,
  identity text,
  part_size bigint,
  retries int not null default 0,
  primary key (upload_id, number),
  unique (upload_id, object_key));
create index s3_fleet_object_open on s3_fleet_object (upload_id, number) where state <> 2;
create table s3_fleet_range (
  upload_id text not null,
  number bigint not null,
  first_part int not null,
  last_part int not null,
  parts text,
  primary key (upload_id, number, first_part),
  foreign key (upload_id, number) references s3_fleet_object on delete cascade);
create table s3_fleet_checkpoint (
  bucket text not null,
  object_key text not null,
  content bytea,
  written_at timestamptz,
  holder uuid,
  held_until timestamptz,
  primary key (bucket, object_key));
insert into s3_fleet_upload (id, description, folder, state, objects, objects_stored, objects_failed, bytes_stored, ended_at) values
  ('paused', '{"id":"paused","bucketName":"archive","priority":5,"settings":{"metadata":{},"tags":{}}}', null, 2, 2, 1, 0, 100, null),
  ('failed', '{"id":"failed","bucketName":"archive","priority":5,"partSize":5242880,"settings":{"metadata":{"a":"b"},"tags":{}}}',
    null, 4, 1, 0, 1, 0, now()),
  ('canceled', '{"id":"canceled","bucketName":"archive","priority":5,"settings":{"metadata":{},"tags":{}}}',
    null, 5, 1, 0, 0, 0, now() - interval '1 hour'),
  ('folder', '{"id":"folder","bucketName":"archive","priority":7,"limitGroup":"g","settings":{"metadata":{},"tags":{}}}',
    '{"folder":"file:data/in","keyPrefix":"in/"}', 0, 0, 0, 0, 0, null);
update s3_fleet_upload set submitted_at = now() - interval '2 hours';
insert into s3_fleet_object (upload_id, number, object_key, source, state, attempts, size, failure, manifest) values
  ('paused', 1, 'done', 'file:data/a.bin', 2, 1, 100, null, '{
  "schemaVersion": 1,
  "bucket": "archive",
  "key": "done",
  "uploadId": null,
  "isComplete": true,
  "size": 100,
  "partSize": 5242880,
  "parts": [
    {
      "number": 1,
      "offset": 0,
      "size": 100,
      "eTag": "\u002224771504302bd3ee31b366d81347bee3\u0022",
      "checksum": "n3FCZg=="
    }
  ],
  "eTag": "\u002224771504302bd3ee31b366d81347bee3\u0022",
  "checksumAlgorithm": "Crc32",
  "checksum": {
    "algorithm": "CRC32",
    "type": "FULL_OBJECT",
    "value": "n3FCZg=="
  },
  "location": null,
  "versionId": null,
  "duration": "00:00:01.1570137",
  "retries": 0,
  "partsResumed": 0
}'),
  ('paused', 2, 'waiting', 'file:data/a.bin', 0, 0, null, null, null),
  ('failed', 1, 'given-up', 'file:data/a.bin', 3, 5, null, 'it was away', null),
  ('canceled', 1, 'never', 'file:data/a.bin', 0, 0, null, null, null);
insert into s3_fleet_upload (id, description, state, objects, bytes_stored, parts_stored) values
  ('open', '{"id":"open","bucketName":"archive","priority":7,"partSize":5242880,"settings":{"metadata":{},"tags":{}}}',
    2, 1, 10485760, 2);
insert into s3_fleet_object (upload_id, number, object_key, source, state, size, session, identity, part_size) values
  ('open', 1, 'large', 'file:data/large.bin', 1, 20971520,
    '{"schemaVersion":1,"upload":{"bucket":"archive","key":"large","uploadId":"{uploadId}","uploadToken":"{uploadToken}",'
    '"checksumAlgorithm":0,"keepsPartChecksums":true,"checksumType":"FULL_OBJECT",'
    '"settings":"content type=1e86d1bc52f24f75;headers=df3f619804a92fdb;metadata=e3b0c44298fc1c14;tags=e3b0c44298fc1c14;'
    'storage class=e3b0c44298fc1c14;encryption=df3f619804a92fdb;ACL=e3b0c44298fc1c14;object lock=96a296d224f285c6"},'
    '"needsCustomerKey":false,"ifNoneMatch":false}',
    '{identity}', 5242880);
insert into s3_fleet_range (upload_id, number, first_part, last_part, parts) values
  ('open', 1, 1, 2, '[{"partNumber":1,"size":5242880,"eTag":"\u0022d97486440c7c03898806cf4afd502399\u0022","checksum":"7rSVLA=="},'
    '{"partNumber":2,"size":5242880,"eTag":"\u00224a865e9cb2ec2fca18ec9ec291211d44\u0022","checksum":"af71KA=="}]'),
  ('open', 1, 3, 4, null);
update s3_fleet_object set retries = 1 where upload_id = 'failed'; -- It was tried again, and given up once more.
