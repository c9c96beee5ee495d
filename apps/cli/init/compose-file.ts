/** The compose file that `slipway init` writes: every part a container of its own, reached from this machine alone. */

export interface ComposeOptions {
  /** What package.json takes Slipway from, where that is a file: relative to the project, so that the image can be built from it. */
  readonly tarball: string | null;
}

/** The volume that all parts share. */
const home = '/var/lib/slipway';

export function composeFile({ tarball }: ComposeOptions): string {
  return [header, shared(tarball), services, volumes].join('\n');
}

const header = `# Slipway in containers, each part on its own. Written by slipway init; yours to change.
#
#   docker compose -f docker-compose.slipway.yml up -d --build
#   docker compose -f docker-compose.slipway.yml exec worker slipway run MODEL --wait
#   docker compose -f docker-compose.slipway.yml exec worker slipway status MODEL
#
# The first start fetches Python packages (some gigabytes) into a volume and takes minutes; later ones take seconds.
# Needs package.json and package-lock.json beside this file, with slipway among the dependencies.
# Every program listens on 127.0.0.1 and nowhere else. So all parts share the network of "front", which is the only one that
# publishes ports, and only on this machine's 127.0.0.1: users elsewhere need a proxy with TLS and authentication before it.
`;

function shared(tarball: string | null): string {
  return `x-image: &image
  image: slipway-local
  # On a Mac with Apple silicon, because the quantizer is made for x86-64:
  # platform: linux/amd64
  build:
    context: .
    dockerfile_inline: |
      FROM node:22-bookworm-slim
      RUN apt-get update \\
        && apt-get install -y --no-install-recommends ca-certificates libgomp1 python3 python3-venv socat \\
        && rm -rf /var/lib/apt/lists/*
      WORKDIR /opt/slipway
${copied(tarball)}      RUN npm ci --omit=dev
      ENV PATH=/opt/slipway/node_modules/.bin:$$PATH
      WORKDIR /project
  init: true
  restart: unless-stopped

x-part: &part
  <<: *image
  network_mode: service:front
  volumes:
    # This folder, for pipeline files, data and base models. What lies elsewhere needs a line of its own here.
    - .:/project:ro
    - slipway-data:${home}
  environment: &environment
    TEMPORAL_ADDRESS: 127.0.0.1:7233
    SLIPWAY_HOME: ${home}/home
    SLIPWAY_STORE: ${home}/store
    SLIPWAY_SCRATCH: ${home}/scratch
    # Threads of training and of each model. More than the free cores make both slower.
    SLIPWAY_THREADS: "1"
  depends_on: &after-temporal
    temporal: { condition: service_healthy }
`;
}

const searchAttributes = ['Model', 'RunStage', 'Outcome', 'CandidateVersion', 'Trigger'] as const;

const services = `services:
  # Holds the network, and lets this machine in.
  front:
    <<: *image
    command: [socat, "TCP-LISTEN:27480,fork,reuseaddr", "TCP:127.0.0.1:17480"]
    ports:
      - "127.0.0.1:17480:27480" # users: http://127.0.0.1:17480/v1/chat/completions
      - "127.0.0.1:8233:8233" # Temporal's Web UI

  # Where runs are kept, in one file. For more than one machine take a Temporal cluster and set TEMPORAL_ADDRESS above.
  temporal:
    image: temporalio/temporal:1.9.1
    command:
      - server
      - start-dev
      - --ip=127.0.0.1
      - --ui-ip=0.0.0.0
      - --db-filename=/data/temporal.db
      # A workflow that sets one that the server does not know would wait for ever.
${searchAttributes.map((name) => `      - --search-attribute=${name}=Keyword`).join('\n')}
    user: "0:0"
    restart: unless-stopped
    network_mode: service:front
    volumes: [temporal-data:/data]
    healthcheck:
      test: [CMD, temporal, operator, cluster, health, --address, 127.0.0.1:7233]
      interval: 3s
      retries: 40

  # Keeps the models that answer users running.
  runtime:
    <<: *part
    command: [slipway, runtime, --port, "17482", --state, ${home}/runtime]
    healthcheck:
      test: [CMD, socat, -u, OPEN:/dev/null, "TCP:127.0.0.1:17482"]
      interval: 5s
      # Until the Python packages are there.
      start_period: 60m

  # The same for candidates that are being tested, so that a test never slows users down.
  staging:
    <<: *part
    command: [slipway, runtime, --port, "17483", --state, ${home}/staging]
    depends_on: &after-runtime
      <<: *after-temporal
      runtime: { condition: service_healthy }

  # What users talk to.
  gateway:
    <<: *part
    command: [slipway, gateway, --port, "17480", --control-port, "17481", --state, ${home}/routes.json]

  # Runs the pipelines: data, packaging, tests, releases.
  worker:
    <<: *part
    command: [slipway, worker, --queues, "pipelines,cpu,serving"]
    depends_on: *after-runtime

  # Trains. Has Python packages of its own: those for a GPU are others.
  worker-gpu:
    <<: *part
    command: [slipway, worker, --queues, gpu]
    environment:
      <<: *environment
      SLIPWAY_HOME: ${home}/home-gpu
    # On a machine with an NVIDIA GPU and its container toolkit:
    # gpus: all
`;

const volumes = `volumes:
  slipway-data:
  temporal-data:
`;

function copied(tarball: string | null): string {
  const lists = '      COPY package.json package-lock.json ./\n';
  if (tarball === null) return lists;
  if (!tarball.startsWith('..')) return `${lists}      COPY ${JSON.stringify([tarball, `./${tarball}`])}\n`;
  return `      # package.json takes slipway from ${tarball}, which an image cannot reach: copy it into this folder and install it from there.\n${lists}`;
}
