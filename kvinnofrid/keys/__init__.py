"""Identity numbers, pseudonym tokens, field encryption, and the process that alone holds the keys.

Others use `client.KeyClient` and `envelope`. Nothing here knows Django.
"""
