/* Let htmx turn the server's answers into page: HTML from this site alone (the content security
   policy allows no other connection). Text is never made into script, whoever asks. */
trustedTypes?.createPolicy("default", { createHTML: (html) => html });
