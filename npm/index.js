// require('valence') outside of Valence: the path of the launcher, to spawn it.
const path = require('node:path');

module.exports = path.join(__dirname, 'dist', 'valence');
