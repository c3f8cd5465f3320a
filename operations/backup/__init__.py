"""Backups: one encrypted file of database, media and keys, and the way back from it.

The file is an age file (age-encryption.org/v1) of a tar, so that `age -d` and `tar x` read it without this program:

    manifest.json                        release, migrations, instant, rows per table
    database.sqlite3 or database.dump    the SQLite file, or what pg_dump wrote (custom format)
    keys/…                               the files named by settings.KEY_FILES
    region/…                             region.toml and the files that it names, where the site has its own
    media/…                              the files that the database of that instant refers to
    digests.txt                          SHA-256 of each part before it, as `sha256sum` writes them
"""
