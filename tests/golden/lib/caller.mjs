// Calls of the SageMaker API whose request and answer are not touched by the SDK: it only signs.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(new URL('../../clients/js/package.json', import.meta.url));
const { DescribeAutoMLJobCommand, SageMakerClient } = require('@aws-sdk/client-sagemaker');

// Carries an answer past the SDK's own reading of it.
class Captured extends Error {
  constructor(answer) {
    super('captured');
    this.answer = answer;
  }
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export class Caller {
  // Without an endpoint: AWS, with the user's own credentials.
  constructor({ region, endpoint }) {
    const local = endpoint && {
      endpoint,
      credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? 'test', secretAccessKey: 'test' },
    };
    this.client = new SageMakerClient({ region, ...local });
  }

  // The answer to the input (an object, or a text sent as it is): status, the headers that matter,
  // and the body, as JSON if it is JSON.
  async call(operation, input) {
    for (let attempt = 1; ; ++attempt) {
      const answer = await this.#callOnce(operation, input);
      if (answer.body?.__type !== 'ThrottlingException' || attempt === 8) return answer;
      await sleep(2 ** attempt * 250);
    }
  }

  async #callOnce(operation, input) {
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    // Any command: its target and body are replaced before it is signed.
    const command = new DescribeAutoMLJobCommand({ AutoMLJobName: 'replaced' });
    command.middlewareStack.addRelativeTo(
      (next) => (args) => {
        args.request.body = body;
        args.request.headers['x-amz-target'] = `SageMaker.${operation}`;
        return next(args);
      },
      { relation: 'after', toMiddleware: 'serializerMiddleware', name: 'replaceRequest' },
    );
    command.middlewareStack.addRelativeTo(
      (next) => async (args) => {
        const { response } = await next(args);
        const headers = Object.fromEntries(
          ['content-type', 'x-amzn-errortype']
            .filter((name) => response.headers[name] !== undefined)
            .map((name) => [name, response.headers[name]]),
        );
        const status = response.statusCode;
        throw new Captured({ status, headers, body: parsed(await textOf(response.body)) });
      },
      { relation: 'after', toMiddleware: 'deserializerMiddleware', name: 'captureAnswer' },
    );
    try {
      await this.client.send(command);
    } catch (error) {
      if (error instanceof Captured) return error.answer;
      throw error;
    }
    throw new Error('the SDK answered without a response');
  }
}
