// What the scripts of this folder share: the endpoint's address and keys, and HTTP that trusts its certificate and no authority.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

const { S3_ENDPOINT, S3_CERTIFICATE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION } = process.env;

export const endpoint = new URL(S3_ENDPOINT);
export const accessKeyId = AWS_ACCESS_KEY_ID;
export const secretAccessKey = AWS_SECRET_ACCESS_KEY;
export const region = AWS_DEFAULT_REGION;
export const agent = S3_CERTIFICATE ? new https.Agent({ ca: readFileSync(S3_CERTIFICATE) }) : new http.Agent();
export const [bucket, key, smallKey, source] = process.argv.slice(2);
export const smallText = "a small text";

/** Sends a presigned request; resolves to its status and body. */
export function send(method, url, body) {
  return new Promise((resolve, reject) => {
    const request = (endpoint.protocol === "https:" ? https : http).request(url, { method, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}
