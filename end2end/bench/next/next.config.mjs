export default { serverExternalPackages: ['better-sqlite3'], poweredByHeader: false, compress: false };
