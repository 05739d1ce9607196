/// Keys as the command `openssl` writes them; the pass phrase is "secret".
enum PEMExamples {
    static let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA3Tokwq2imrPaxx3l
        pMkDds43+LsqCg4Z27EN+9UsuEqg8rnAxRAAtSUX7nmsd8bnVIMHtfTO0Umd66SY
        jg4lrQIDAQABAkAnCfSkuhlgrW5lBtyYeLR4yalM5lJj1dswTo1GLHcoygacIT76
        FOTPMNuVUAC2CZnh2HGiK6bFYsqEhu8L3SYNAiEA8ysBXlhE4cEEwOz4xryYQbNH
        Ui6TvVUuDOB8do5ITFcCIQDo5rxSgIqY/HTs8x/ajT5desELVeZCq2vmPK/EnONb
        mwIgRx35vXz1UE0iNcZYj88SfIyRPFDQ9puV50A0RnwgWusCIQCu3X8MGsL1Nqe7
        uJd0CpSGr0H99tLZv8dVqL73yivSfQIhAMPvsYdRaPr6OrL6Vgr3urVfVyeV55TI
        J6amAkeoV/+W
        -----END PRIVATE KEY-----

        """

    static let encryptedPKCS8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIBgjAcBgoqhkiG9w0BDAEDMA4ECKY81dbooVcEAgIIAASCAWAQrRFGho9ELyF+
        f3lcVeUS/W+nkrJHOvfvw508xl21ZKl/uJjyXk6Kc8vDfXOV6qBKwGL5kz4o8iI5
        50LplExFmGUL3qJxnLOOh/s1aEYKUnCsZRp42Afs+bgZAQ+y3cVXnwyFT1XvUh00
        DWP0he3WOlT6UMfqLW5NG1u+TOuMRHuW2CgUUBWBIvSTjxv7UhHDuOZLRrA9Cl5g
        oiiWp64hOx3vA73MPs4PZVQSDtNNBZwJxP6QLedyTtQ3tLi27oweo7ayk7JrrNra
        8kNVxDdJV89hVKxoZHUFrpld+bnQdpj/kAzlQKvN8hyF4u+2xv9RtHILErgQto4n
        FQEWL68kpmbWTlMplicwzjW09vaHcWcYt4uY83voj5OZ2X9zr40DtziU1BX7XbJS
        I1AJs1bg6ClxyNT0cWkeB5Ky3UWSpVOSuSVAmXlIVrGLA1rDhPcKAhwClydQkk3y
        dMB2rBKX
        -----END ENCRYPTED PRIVATE KEY-----

        """

    static let encryptedPKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,3C8D699B0B1EC701437B55FCCBB6CEDE
        
        uu77NV8yVU2PoLsvSN65JgaF4b0t0QMPkuUdy5l40Lhok7wVZ6H1FP4LPC7cHZiw
        3PoHRymRHPGNUBXm37hM6K5A24VEpTlCSjdlwwE2A46Q1XCbXub0QUomAvKCCVwX
        YWEfAzISkELURRrCAuFb7H38PMpgxzfDlKEKy5hdxxJ3qVF/Qf1E5MDpvCxO/buk
        Jk4NUce0kKnRMp+/BDuUSQDsbdawule/rato/QYoPTIMnNe+BLOiRuWXxBblbEbq
        Z2KsnNRQw2x5txnza6pNWOo6rhfnTbBGoqMJe/U8Qx+A2o07nadi6OuW/QspyUkW
        bN+sHvWUZjnid8VsMzQLiRW0WSxWjlRpTTliyGKPQ0tfkWRX7I3imMmi70EOo9t6
        soDishZKakrkHsBBbCKQsXPdcqvyWXazjuJ+MsCy2ig=
        -----END RSA PRIVATE KEY-----

        """

    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAN06JMKtopqz2scd5aTJA3bON/i7KgoO
        GduxDfvVLLhKoPK5wMUQALUlF+55rHfG51SDB7X0ztFJneukmI4OJa0CAwEAAQ==
        -----END PUBLIC KEY-----

        """

    static let curve = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB6am/2m+IpniW2Y/
        Avb+Os9se/Lz+Jw7fBK3FJnmDzKhRANCAAQ6XSz8e08nx3CUXsuVx2tA1T2RkcNn
        /wvblnNhp//av8/RnTL6biY2CZgMMhD3hPUWzIivmi1KhaM9hdQSVg3t
        -----END PRIVATE KEY-----

        """
}
