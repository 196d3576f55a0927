// An S3 server for the tests of data: node s3_server.mjs FOLDER. Prints its URL, then serves until
// it is ended. Its one access key id and its secret are both S3RVER.
import S3rver from 's3rver';

const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory: process.argv[2],
});
const { port } = await server.run();
console.log(`http://127.0.0.1:${port}`);
