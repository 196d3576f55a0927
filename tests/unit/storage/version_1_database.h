#pragma once

namespace autopilot {

// What version 0.1.0 of the program had in its database when it ended: three jobs of one account,
// created a few milliseconds after each other, the second one stopped.
inline constexpr const char* kVersion1Database = R"sql(
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('secret',
  X'05f92655edbdf4272a505aa19ae9659bd043109b060991c81f3b24bea1f5892a');
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  api_version INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  stop_requested_us INTEGER,
  stop_change INTEGER,
  final_at_us INTEGER NOT NULL,
  final_status INTEGER NOT NULL,
  events BLOB NOT NULL,
  plan BLOB NOT NULL,
  request TEXT NOT NULL
) STRICT;
INSERT INTO jobs VALUES(1,'000000000000','us-east-1','First-Job','first-job',2,
  1795489662798000,NULL,NULL,1795489664638000,0,
  X'010101e0a2e4b8a0bfb00680989abc0402',
  X'010184fa6abb3625377f0200000203000012809bee02118090c9d20180a5b6c70600070001d0f2c8d701b0cbb0c3060000c09198103f',
  '{"AutoMLJobName":"First-Job","RoleArn":"arn:aws:iam::123456789012:role/r"}');
INSERT INTO jobs VALUES(2,'000000000000','us-east-1','stopped-job','stopped-job',2,
  1795489662806000,1795489662823000,4,1795489662873000,3,
  X'010201e09fe5b8a0bfb00680989abc040402d089020004',
  X'010149a03a380d26ff460200000203000012809bee021180addea90280998ba40900070001b086adae02d0c8b6a0090000c0bd710c3f',
  '{"AutoMLJobName":"stopped-job","RoleArn":"arn:aws:iam::123456789012:role/r"}');
INSERT INTO jobs VALUES(3,'000000000000','us-east-1','running-job','running-job',2,
  1795489662817000,NULL,NULL,1795489664583000,0,
  X'010101d0cbe6b8a0bfb00680989abc0406',
  X'0101ca770656eb8bc7330200000203000012809bee021180f496ca0180b5eda50600070001e0e382cf01a0cefba1060000c08b0abf3e',
  '{"AutoMLJobName":"running-job","RoleArn":"arn:aws:iam::123456789012:role/r"}');
CREATE TABLE tags (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account, region, resource, key)
) STRICT, WITHOUT ROWID;
INSERT INTO tags VALUES('000000000000','us-east-1','automl-job/first-job','team','a',1);
CREATE UNIQUE INDEX jobs_by_name ON jobs (account, region, name_key);
CREATE INDEX jobs_by_creation ON jobs (account, region, created_us, id);
CREATE INDEX jobs_by_status ON jobs (account, region, final_status, id);
CREATE INDEX jobs_by_end ON jobs (account, region, final_at_us);
CREATE INDEX jobs_by_stop ON jobs (stop_change) WHERE stop_change IS NOT NULL;
PRAGMA application_id = 1095781460;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
)sql";

}  // namespace autopilot
