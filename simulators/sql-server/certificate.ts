/** Of localhost, signed by itself. Published: it opens nothing but this. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUN+vqvhn/1yYNhLS0n+lfKYwa2v0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDIyMjc0OVoYDzIxMjYxMDMx
MjIyNzQ5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARZDom7BCM+9bHBmabI6bAsehWAvsSn4BWvCy+zJFiP+u+vojAO/3Bo
wcXdb0jcUrbeTqmIBpXDAJgoo3wBtIbRo28wbTAdBgNVHQ4EFgQUp5tC1U+I2A60
YV/h3egxw899s2UwHwYDVR0jBBgwFoAUp5tC1U+I2A60YV/h3egxw899s2UwGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSAAwRQIgWAadF9yNhcE3Z4qCYS3TqdGSST2gZliocrR88ZPkmMQCIQCU
0aImVISvkBGlyDDr7Q/Ksgg4iv1S8G0hIkZeQc2XHQ==
-----END CERTIFICATE-----
`;

/** Published, as every secret of a simulator. */
export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGLigOEcMmKwyMp7r
0FkCfoAv4ga1kl08nhnZ82C5MuqhRANCAARZDom7BCM+9bHBmabI6bAsehWAvsSn
4BWvCy+zJFiP+u+vojAO/3BowcXdb0jcUrbeTqmIBpXDAJgoo3wBtIbR
-----END PRIVATE KEY-----
`;
