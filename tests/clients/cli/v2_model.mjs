// Writes the service model of the ten operations in the form that the AWS CLI reads, so that a CLI
// from before CreateAutoMLJobV2 can call it: node v2_model.mjs FOLDER, then AWS_DATA_PATH=FOLDER.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const apiVersion = '2017-07-24';
const source = new URL('../../../api/model/sagemaker.json', import.meta.url);
const { operations, shapes } = JSON.parse(readFileSync(source, 'utf8'));

for (const [name, operation] of Object.entries(operations)) {
  Object.assign(operation, { name, http: { method: 'POST', requestUri: '/' } });
}
const metadata = {
  apiVersion,
  endpointPrefix: 'api.sagemaker',
  jsonVersion: '1.1',
  protocol: 'json',
  serviceFullName: 'Amazon SageMaker Service',
  serviceId: 'SageMaker',
  signatureVersion: 'v4',
  signingName: 'sagemaker',
  targetPrefix: 'SageMaker',
  uid: `sagemaker-${apiVersion}`,
};

const folder = `${process.argv[2]}/sagemaker/${apiVersion}`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/service-2.json`, JSON.stringify({ version: '2.0', metadata, operations, shapes }));
