"""`python -m tests.licences`: each package that is shipped, with its version and its licence, by its own word."""

import sys
from importlib.metadata import PackageNotFoundError, metadata

from tests.campaigns import print_line
from tests.test_requirements import pins

UNSAID = "not said"


def licence_of(package: str) -> str | None:
    """Return the licence by which a package says that it comes; None for one that is not installed here."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    classified = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")
    ]
    free = (said.get("License") or "").splitlines()[:1]
    return said.get("License-Expression") or ", ".join(classified) or "".join(free) or UNSAID


def main() -> int:
    """Print a line for each pin of requirements.txt, and how many do not say their licence."""
    found = {package: (version, licence_of(package)) for package, version in pins("requirements").items()}
    for package, (version, licence) in sorted(found.items()):
        print_line(f"{package:<28}{version:<16}{licence or 'not installed on this system'}")
    unsaid = [package for package, (_, licence) in found.items() if licence == UNSAID]
    print_line(f"licences: {len(found)} packages, {len(unsaid)} without a licence {', '.join(unsaid)}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
