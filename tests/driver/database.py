"""The database file itself, read beside the server."""

import pathlib
import sqlite3

FILE = "autopilot.db"


def problems(folder):
    """Damage, and what belongs to nothing."""
    file = pathlib.Path(folder) / FILE
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if found == ["ok"]:
            found = []
        found += [f"tags of nothing: {row}" for row in connection.execute(
            "SELECT account, region, resource FROM tags WHERE NOT EXISTS (SELECT 1 FROM jobs"
            " WHERE jobs.account = tags.account AND jobs.region = tags.region"
            " AND 'automl-job/' || jobs.name_key = tags.resource) LIMIT 5")]
        return found
    finally:
        connection.close()


def change(folder, sql):
    """Runs SQL on the files of a server that is not running; it has to change something."""
    connection = sqlite3.connect(pathlib.Path(folder) / FILE)
    with connection:
        changed = connection.execute(sql).rowcount
    connection.close()
    if changed < 1:
        raise AssertionError(f"nothing changed: {sql}")


def values(folder, sql):
    """The first column, of a server that is not running."""
    connection = sqlite3.connect(pathlib.Path(folder) / FILE)
    found = [row[0] for row in connection.execute(sql)]
    connection.close()
    return found
