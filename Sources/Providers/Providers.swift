// Providers: language models that answer over HTTP.
//
// One call of the OpenAI-compatible protocol (`POST …/chat/completions`) and what guards it: `Endpoint` checks where a request would go,
// `Secret` is a key that goes to one host and is shown to nobody, `ChatClient` asks and tries again. It imports nothing of this project and
// does not know what is asked or why. It sends only what its caller gives it, follows no redirect, and reads no more than 1 MB of a reply.
