// require() outside of Valence: the path of the launcher, to spawn it. ELECTRON_OVERRIDE_DIST_PATH as in Electron's package:
// the directory of another build.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || path.join(__dirname, 'dist');
module.exports = path.join(dist, readFileSync(path.join(__dirname, 'path.txt'), 'utf8'));
