"""What a node's disk looks like after a kill, on a full disk, after a power cut."""
