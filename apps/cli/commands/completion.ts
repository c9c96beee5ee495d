/** `slipway completion`: the script that makes a shell complete commands, options, models, versions and runs. */

import type { Command } from 'commander';
import { Argument } from 'commander';
import { directives } from '../complete.js';
import { examples } from '../examples.js';

/**
 * Ours for bash: that of `@bomb.sh/tab` needs the package bash-completion, complains when it is read twice, evaluates what was typed
 * and never offers files. Runs in bash 3.2, which macOS has.
 */
const bashScript = `_slipway_complete() {
  local line directive=${directives.nothingElse} current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(slipway complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  local kind=
  case $directive in
    ${directives.files}) kind=-f ;;
    ${directives.folders}) kind=-d ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen $kind -- "$current")
}
complete -F _slipway_complete slipway`;

export function configureCompletion(command: Command): void {
  command.addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish', 'powershell'])).action(printScript);
  examples(command, [
    ['bash: in ~/.bashrc', 'eval "$(slipway completion bash)"'],
    ['zsh: in ~/.zshrc, after compinit', 'eval "$(slipway completion zsh)"'],
    ['fish: once', 'slipway completion fish > ~/.config/fish/completions/slipway.fish'],
    ['PowerShell: in $PROFILE', 'slipway completion powershell | Out-String | Invoke-Expression'],
  ]);
}

async function printScript(shell: string): Promise<void> {
  if (shell === 'bash') return console.log(bashScript);
  const { script } = await import('@bomb.sh/tab');
  script(shell, 'slipway', 'slipway');
}
