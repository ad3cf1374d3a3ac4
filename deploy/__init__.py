"""How the product is run: the embedded servers, the checks, the catalogues and the containers."""
