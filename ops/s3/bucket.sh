#!/bin/sh
# Makes the bucket of the store. Runs at every start of the stack: a bucket that is there is success. AWS_ENDPOINT_URL_S3 and
# BUCKET say where. The credentials go to curl by its standard input: a command line can be read by every process.
set -eu

# Of no bytes at all, which is what these requests carry; curl before 8 does not say so itself.
nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

ask() {
  curl --silent --show-error --output /dev/null --write-out '%{http_code}' --config - "$@" "$AWS_ENDPOINT_URL_S3/$BUCKET" <<CREDENTIALS
user = "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
aws-sigv4 = "aws:amz:$AWS_REGION:s3"
header = "x-amz-content-sha256: $nothing"
CREDENTIALS
}

found=$(ask --head)
if [ "$found" = 404 ]; then found=$(ask --request PUT); fi
if [ "$found" != 200 ]; then
  echo "expected the bucket $BUCKET at $AWS_ENDPOINT_URL_S3, got HTTP $found: are S3_ACCESS_KEY and S3_SECRET_KEY those that the server was first started with?" >&2
  exit 1
fi
echo "the bucket $BUCKET is there"
