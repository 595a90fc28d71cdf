"""Encrypted backups, as `age` reads and writes them: with the key they can be opened without Halfterm, too."""

import os
from pathlib import Path

from pyrage import DecryptError, EncryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

from bot.runtime.instance import CannotStart

ENDING = ".age"
BEGINS = b"age-encryption.org/"
SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how a secret key begins


def new_key() -> tuple[str, str]:
    """Return a new key: the half that encrypts, and the secret half that opens what was encrypted."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def refuse_no_key(key: str) -> None:
    """Refuse a text that is neither half of a key. Raises CannotStart."""
    try:
        _recipient(key)
    except (IdentityError, RecipientError):
        raise CannotStart(
            "HALFTERM_BACKUP_KEY is no key, or is mistyped. `python -m bot backup-key` makes a new one."
        ) from None


def seal(file: Path, key: str) -> Path:
    """Encrypt a file into one beside it, which is private, remove the file, and return the other.

    Raises CannotStart, and removes the other instead, if it cannot be written to the disk whole.
    """
    sealed = sealed_name(file)
    sealed.touch(mode=0o600)
    try:
        # age's own files hide that the last block found no room.
        with file.open("rb") as plain, sealed.open("wb") as closed:
            encrypt_io(plain, closed, [_recipient(key)])
            closed.flush()
            os.fsync(closed.fileno())
    except (EncryptError, OSError) as failed:
        sealed.unlink()
        raise CannotStart(f"The backup cannot be encrypted: {failed}. Check the room on the disk.") from None
    file.unlink()
    return sealed


def sealed_name(file: Path) -> Path:
    """Return the name of a file once it is encrypted."""
    return file.with_name(file.name.removesuffix(ENDING) + ENDING)


def is_sealed(file: Path) -> bool:
    """Return whether a file is encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(BEGINS)) == BEGINS


def unseal(sealed: Path, to: Path, key: str | None) -> None:
    """Decrypt a file into a new private one. Raises CannotStart without its secret key."""
    if not key or not key.startswith(SECRET):
        raise CannotStart(f"{sealed} is encrypted: set HALFTERM_BACKUP_KEY to its secret key, {SECRET}...")
    refuse_no_key(key)
    to.touch(mode=0o600)
    try:
        with sealed.open("rb") as closed, to.open("wb") as plain:
            decrypt_io(closed, plain, [x25519.Identity.from_str(key)])
    except DecryptError:
        raise CannotStart(
            f"{sealed} cannot be opened with HALFTERM_BACKUP_KEY: it has another key, or is damaged."
        ) from None
    except OSError as failed:  # without a number, it is age's own word for a block that was changed or cut off
        raise CannotStart(f"{sealed} cannot be decrypted: {failed.strerror or 'it is damaged'}.") from None


def _recipient(key: str) -> x25519.Recipient:
    return x25519.Identity.from_str(key).to_public() if key.startswith(SECRET) else x25519.Recipient.from_str(key)
