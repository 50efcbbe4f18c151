/**
 * Loaded into the bot's process before its own program (`node --import`). Its standard input is a pipe from the sandbox that nothing
 * is ever written to: when it ends, the sandbox is gone, perhaps killed, and a bot without its fakes would knock on dead ports for ever.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();
