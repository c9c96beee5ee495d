/** Chromium: for screenshots of reports and of the Web UI, and for tests that look at pages. */

import { access, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExplainedError } from '../../domain/explained-error.js';
import { debianObstacle, unpackDebian } from './debian.js';
import type { Tool } from './tool.js';

const name = 'chromium';
const browser = 'usr/lib/chromium/chromium';

/** Debian's own launcher expects everything at its place in the system; this one finds it beside itself. */
const launcher = `#!/bin/sh
# Starts the Chromium of this folder with the libraries and fonts of this folder.
here=$(dirname "$(readlink -f "$0")")
for folder in "$here"/usr/lib/*-linux-gnu "$here"/lib/*-linux-gnu "$here"/usr/lib/*-linux-gnu/pulseaudio; do
  [ -d "$folder" ] && LD_LIBRARY_PATH="$folder\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/${browser}" "$@"
`;

const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

export const chromium: Tool = {
  name,
  purpose: 'a browser, for screenshots and tests of pages',
  cost: { downloadMegabytes: 218, diskMegabytes: 610, roomMegabytes: 2_000, cpuMinutes: 0.3 },
  folder: name,
  programs: [
    {
      name,
      path: name,
      onPath: [name, 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
      versionArguments: ['--version'],
    },
  ],
  pin: () => Promise.resolve('chromium of the distribution'),
  obstacle: (context) => debianObstacle(context, name, 'brew install --cask chromium'),
  async make(context, work) {
    const keep = ['usr/lib', 'lib', 'usr/share/fonts'];
    const folder = await unpackDebian(context, { part: name, name, withDependencies: true, keep }, work);
    await access(join(folder, browser)).catch(() => {
      throw new ExplainedError({
        what: "expected a browser in the distribution's package chromium",
        why: 'found none in it: Ubuntu offers Chromium as a snap only',
        next: 'install Chromium or Chrome in another way, so that chromium or google-chrome is on PATH',
      });
    });
    await writeFile(join(folder, 'fonts.conf'), fonts);
    await writeFile(join(folder, name), launcher);
    await chmod(join(folder, name), 0o755);
    return folder;
  },
};
