"""files.getUploadURLExternal, files.completeUploadExternal, files.info and files.delete."""

from bot.workspace.server.arguments import number, required
from bot.workspace.server.membership import room_to_post_in
from bot.workspace.state import posts
from bot.workspace.state.core import Core, random_id
from bot.workspace.state.payloads import file_body
from bot.workspace.state.store import StoredFile
from bot.workspace.types import Json, SlackError

LARGEST = 1_000_000_000


def get_upload_url(core: Core, args: Json) -> Json:
    name = str(required(args, "filename"))
    length = number(args, "length", 0, LARGEST)
    file = StoredFile(random_id("F"), name, title=name, length=length)
    core.store.files[file.id] = file
    return {"upload_url": f"{core.url}upload/{file.id}", "file_id": file.id}


def complete_upload(core: Core, args: Json) -> Json:
    """Complete the upload of each file once, and share the files in `channel_id` as one message from the app."""
    found = [_uploaded(core, given) for given in required(args, "files")]
    if args.get("channel_id"):
        room = room_to_post_in(core, str(args["channel_id"]))
        for file in found:
            file.channel = room.id
        body: Json = {
            "type": "message",
            "user": core.bot_user_id,
            "bot_id": core.bot_id,
            "text": str(args.get("initial_comment") or ""),
            "files": [file_body(core, file) for file in found],
        }
        if args.get("thread_ts"):
            body["thread_ts"] = str(args["thread_ts"])
        posts.keep(core, room, body)
    return {"files": [{"id": file.id, "title": file.title} for file in found]}


def info(core: Core, args: Json) -> Json:
    """Describe a file, also one that a person has uploaded into a form."""
    file = core.store.files.get(str(required(args, "file")))
    if file is None or not file.uploaded:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": file_body(core, file)}


def delete(core: Core, args: Json) -> Json:
    """Delete a file of the app's own. The message in which it was shared stays, and says that a file was deleted."""
    file_id = str(required(args, "file"))
    file = core.store.files.get(file_id)
    if file is None or not file.uploaded:
        raise SlackError("file_not_found")
    if file.owner is not None:
        raise SlackError("cant_delete_file")
    if file.deleted:
        raise SlackError("file_deleted")
    file.content, file.deleted = b"", True
    gone = {"id": file_id, "mode": "tombstone"}
    for post in core.store.posts[file.channel].values() if file.channel else ():
        if "files" in post.body:
            post.body["files"] = [gone if one["id"] == file_id else one for one in post.body["files"]]
    core.changed(None)
    return {}


def _uploaded(core: Core, given: Json) -> StoredFile:
    file = core.store.files.get(str(given.get("id")))
    if file is None or not file.content or file.uploaded:
        raise SlackError("file_not_found")
    file.uploaded = True
    file.title = str(given.get("title") or file.name)
    return file
