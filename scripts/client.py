"""Builds the browser client into clients/web/dist, if its sources changed or dist is missing."""

import shutil
import sys

from steps import WEB, digest, environment, files_under, once, run, say


def main() -> None:
    if not (WEB / "index.html").is_file():
        sys.exit("clients/web/index.html is missing: there is no client to build.")
    names = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
    sources = files_under(WEB / "src", WEB / "public", *(WEB / name for name in names))
    stamp = WEB / "node_modules" / ".built"
    if not (WEB / "dist" / "index.html").is_file():
        stamp.unlink(missing_ok=True)
    npm = shutil.which("npm", path=environment()["PATH"])
    if npm is None:
        sys.exit("npm is missing; run: make setup")
    build = [npm, "run", "--silent", "build", "--", "--logLevel", "warn"]
    if not once(stamp, digest(sources), "browser client", lambda: run(*build, cwd=WEB)):
        say("browser client: already built")


if __name__ == "__main__":
    main()
