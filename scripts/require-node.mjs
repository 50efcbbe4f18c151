// Runs under whatever Node npm finds. Where the pinned Node package exists, npm puts it first on the path;
// elsewhere the host's own Node must be new enough to run TypeScript directly.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Konter needs Node 24 or newer; this is ${process.version} and npm has no pinned Node for ${process.platform}-${process.arch}. Install Node 24 and run it again.`,
  );
  process.exit(1);
}
