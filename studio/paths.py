"""Where data, settings, cache and logs live."""

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_NAME = "studio"


@dataclass(frozen=True)
class Paths:
    """The folders of one library. They need not exist yet; see `make`.

    `data` holds what cannot be made again, `cache` what can; `log` the log files; `runtime` the socket of the
    running instance.
    """

    config: Path
    data: Path
    cache: Path
    log: Path
    runtime: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "studio.db"

    @property
    def blobs(self) -> Path:
        """The folder of pictures and files, named by their hash."""
        return self.data / "images"

    @property
    def lock(self) -> Path:
        """The file that guards the data folder against a second instance."""
        return self.data / "studio.lock"

    @property
    def socket(self) -> Path:
        """The local socket a second start hands its arguments to; its name is that of the data folder, hashed."""
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return self.runtime / f"studio-{mark}.sock"

    @property
    def log_file(self) -> Path:
        """The log file; one older one lies beside it."""
        return self.log / "studio.log"

    def make(self) -> None:
        """Makes the folders, readable by their owner only. Raises OSError."""
        for folder in (self.config, self.data, self.cache, self.log, self.runtime):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.config, self.data, self.cache, self.log):
            if sys.platform != "win32" and folder.stat().st_mode & 0o077:
                folder.chmod(0o700)


def find_paths(data_dir: Path | None = None) -> Paths:
    """The folders of the user's library, or of the one that lies wholly below `data_dir`."""
    if data_dir is not None:
        base = data_dir.expanduser().absolute()
        return Paths(
            config=base / "config",
            data=base,
            cache=base / "cache",
            log=base / "log",
            runtime=_runtime(base),
        )
    data = platformdirs.user_data_path(_NAME, appauthor=False)
    return Paths(
        config=platformdirs.user_config_path(_NAME, appauthor=False),
        data=data,
        cache=platformdirs.user_cache_path(_NAME, appauthor=False),
        log=platformdirs.user_log_path(_NAME, appauthor=False),
        runtime=_runtime(data),
    )


def _runtime(data: Path) -> Path:
    """The session's own folder; where there is none the data folder, never a folder that others can write to."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    # After “su” the variable names another user's folder, which may not even be looked at.
    return Path(given) if given and os.access(given, os.W_OK | os.X_OK) else data
